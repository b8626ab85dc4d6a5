"""DynamoDB, SQS and Secrets Manager behind the ports."""
