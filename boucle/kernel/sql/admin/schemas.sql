-- Run in the database `boucle` by the administrator; may be run again.
create extension if not exists unaccent with schema public;
create extension if not exists btree_gist with schema public;
create schema if not exists boucle authorization boucle_owner;
create schema if not exists staging authorization boucle_owner;
revoke create on schema public from public;
revoke all on schema boucle, staging from public;
