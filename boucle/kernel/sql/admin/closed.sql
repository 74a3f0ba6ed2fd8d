-- The embedded server is ours alone: its other databases are for the superuser only.
revoke connect, temporary on database postgres from public;
revoke connect, temporary on database template1 from public;
