"""Organisation and accounts (tổ chức – tài khoản): the directory's facts and what the lists differ in."""
