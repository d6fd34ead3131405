"""Objectives and plans (mục tiêu, chỉ số, kế hoạch): what can be measured, weights, plans, weeks."""
