"""The table as the template defines it."""

from local.table_definition import table_definition as table_definition
