"""The analysis of a project (or account): tools edited in place, drawn live, each assessment beside the last one."""
