"""A table over HTTP that does what we need of DynamoDB, in time that hardly grows with its rows."""
