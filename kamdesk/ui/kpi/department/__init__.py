"""岗位设置与职责: the chart of the department."""
