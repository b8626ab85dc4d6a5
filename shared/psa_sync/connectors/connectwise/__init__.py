"""ConnectWise PSA behind the connector port."""
