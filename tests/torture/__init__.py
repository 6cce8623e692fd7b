"""The test that pulls the plug: `make torture`, and in small in `make test`. `promise` says what is promised."""
