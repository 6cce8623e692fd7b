"""A file from outside as tables, whatever program wrote it: CSV or Excel, told by its first bytes."""

from __future__ import annotations

from gcp_tracker.imports.csv_tables import read_csv
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.tables import MOST_BYTES, NOTHING_WRITTEN, Tables


def read_tables(content: bytes) -> Tables:
    """Raises FileRefused with a sentence, for whatever cannot be read as a table."""
    if not content.strip():
        raise FileRefused("The file is empty.")
    if len(content) > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. {NOTHING_WRITTEN}")
    if content.startswith(b"PK"):
        # Imported here: what reads workbooks holds thirteen megabytes, which most processes never need.
        from gcp_tracker.imports.excel_tables import read_excel

        return read_excel(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            "This is a workbook of an older Excel, or one with a password. Save it as an Excel workbook (.xlsx) without"
            f" a password. {NOTHING_WRITTEN}"
        )
    return read_csv(content)
