"""What is planned for an account and what is known around it: health, scores, plan, white space, rivals, checklist."""
