"""Score and evaluation (điểm, đánh giá): scores, self-evaluation, rating, approval, publication."""
