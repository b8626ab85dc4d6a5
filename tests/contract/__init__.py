"""What every implementation of a thing must do, run on all of them."""
