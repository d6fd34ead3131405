"""The catalogue (danh mục sản phẩm/công việc): proposed, approved, in force, searched."""
