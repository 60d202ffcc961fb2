"""MiniStack, made as strict as AWS where it is kinder and a fault of ours would be hidden.

Each replaced function says what AWS does, and where that is to be read. Besides, it waits for what
functions say as long as a loaded machine takes.
"""

import os
import sys
import threading

import ministack.services.cloudformation.provisioners as provisioners
from ministack.app import main
from ministack.core.lambda_runtime import Worker
from ministack.services import glue, s3

OWN_MEMBERS = {
    "Name",
    "DatabaseName",
    "CreateTime",
    "LastAccessTime",
    "CatalogId",
    "IsRegisteredWithLakeFormation",
    "VersionId",
}
"""Of a table's entry: what is no part of a TableInput."""


def make_update_replace() -> None:
    """UpdateTable replaces the whole of an entry: what the input leaves out is gone.

    AWS Glue web API reference, "UpdateTable"; seen on CloudFormation's updates of Iceberg tables,
    aws-cloudformation/cloudformation-coverage-roadmap #1919.
    """
    update = glue._update_table

    def replace(data):
        answer = update(data)
        table_input = data.get("TableInput", {})
        entry = glue._tables.get(f"{data.get('DatabaseName')}/{table_input.get('Name')}")
        if answer[0] == 200:
            for member in set(entry) - set(table_input) - OWN_MEMBERS - {"UpdateTime"}:
                entry[member] = {} if member == "Parameters" else None
        return answer

    glue._update_table = replace


def make_full_buckets_stay() -> None:
    """A bucket with objects, or versions of them, cannot be deleted.

    AWS CloudFormation user guide, "Troubleshooting CloudFormation": delete all objects first.
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    delete = handlers["delete"]

    def refuse(physical_id, props):
        bucket = s3._buckets.get(physical_id)
        if bucket and (bucket["objects"] or s3._bucket_has_versions(physical_id)):
            raise RuntimeError("The bucket you tried to delete is not empty")
        return delete(physical_id, props)

    handlers["delete"] = refuse


def make_log_patient() -> None:
    """A function's line is taken also if it comes after its answer, up to half a second.

    MiniStack waits for 50 ms, and for 5 ms after a line; what comes later it never shows.
    """
    first_line_wait, idle_confirm, hard_cap = 0.5, 0.05, 2.0
    Worker._drain_stderr_bounded.__defaults__ = (first_line_wait, idle_confirm, hard_cap)


def end_with_standard_input() -> None:
    """Ends with the process that has started this one, which holds its standard input."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    make_log_patient()
    make_update_replace()
    make_full_buckets_stay()
    main()
