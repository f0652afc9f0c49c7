"""业务流程概略图 in the window: the department's flow drawn with what stands at each step, each step a door."""
