"""Organisation and accounts (tổ chức – tài khoản): the directory, its units and people, the reconciliation."""
