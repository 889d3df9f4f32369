"""Papers put together from the record: what each says, in plain data that any format is made from."""
