# Completion of contact-lake in fish. The program says what can stand at the cursor; fish quotes it.

# Where contact-lake is no command yet, as with npx, it becomes one: the program that has printed this.
if not type -q contact-lake
    function contact-lake
        @PROGRAM@ $argv
    end
end

function __contact_lake_words
    set -l words (commandline -opc)
    set -e words[1]
    set -l word (commandline -ct)
    set -l fields (contact-lake complete -- $words "$word" 2>/dev/null </dev/null | string split0)
    if test "$fields[1]" = files
        set -l option (string match -r -- '^--[a-z-]+=' "$word")
        for path in (__fish_complete_path (string replace -r -- '^--[a-z-]+=' '' "$word"))
            printf '%s\0' "$option$path"
        end
    else if set -q fields[2]
        # To fish, what follows a tab is a description.
        for candidate in $fields[2..-1]
            string match -q -- \*\t\* $candidate; or printf '%s\0' $candidate
        end
    end
end

complete -c contact-lake -f -a '(__contact_lake_words | string split0)'
