-- For reads of whole books: every join by hash or merge, in memory where it fits.
set local enable_nestloop = off; set local work_mem = '64MB'
