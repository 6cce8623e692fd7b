"""The grade page beside the same 33 items in two form libraries: `make race`. Nothing here is shipped."""
