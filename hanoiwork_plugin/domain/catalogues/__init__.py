"""The catalogue (danh mục sản phẩm/công việc): what is read, refused, asked and compared."""
