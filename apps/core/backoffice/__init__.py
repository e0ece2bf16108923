"""What every page of the admin is made of. The shop's admin classes build on `ShopModelAdmin` and nothing else."""
