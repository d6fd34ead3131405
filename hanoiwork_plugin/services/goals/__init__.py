"""Objectives and plans (mục tiêu, chỉ số, kế hoạch): objectives, KPI values, month plans, the week."""
