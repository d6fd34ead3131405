"""HanoiWork execution and evaluation plugin (hệ thống quản trị thực thi nhiệm vụ và đánh giá cán bộ)."""

__version__ = "0.1.0"
