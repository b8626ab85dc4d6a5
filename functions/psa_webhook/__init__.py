"""The address that PSAs call when something changed."""
