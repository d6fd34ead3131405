"""Score and evaluation (điểm, đánh giá): the scoring formulas, the sheet, the receipt, the month's steps."""
