"""What was spent, what the purse went through, and how the work goes."""
