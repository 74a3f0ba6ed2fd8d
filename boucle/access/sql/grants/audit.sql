-- The log is read through these; the chain is written by audit_seal alone.
revoke all on boucle.kernel_audit_pending, boucle.kernel_audit_link from boucle_web;
grant execute on function
    boucle.audit_seal(int),
    boucle.audit_check(bigint, boolean),
    boucle.audit_events_of(bigint, bigint, timestamptz, timestamptz, text, bigint, int),
    boucle.audit_seal_of(bigint, bigint)
    to boucle_web;
