-- French sorting and search key: lower case without accents, so that « Île » stands with « ile ».
create or replace function boucle.fr_key(t text) returns text
language sql immutable strict parallel safe set search_path = ''
return lower(public.unaccent('public.unaccent'::regdictionary, t) collate "C");

-- One field of a canonical form: byte length, colon, bytes; `-` for no value. Nothing can be
-- shifted from one field to the next. Documented in docs/preuve.md.
create or replace function boucle.canon(t text) returns text
language sql immutable parallel safe
return coalesce(octet_length(t)::text || ':' || t, '-');

create or replace function boucle.canon(n bigint) returns text
language sql immutable parallel safe
return coalesce(octet_length(n::text)::text || ':' || n::text, '-');

-- A day as the number of days since 1970-01-01.
create or replace function boucle.canon(d date) returns text
language sql immutable parallel safe
return coalesce(octet_length((d - date '1970-01-01')::text)::text || ':' || (d - date '1970-01-01')::text, '-');

-- Bytes of a text, IMMUTABLE (convert_to is only STABLE, which Citus refuses in an UPDATE).
-- The database is UTF-8 (checked at `boucle db init`): the text's own bytes are its UTF-8 bytes.
create or replace function boucle.utf8(t text) returns bytea
language sql immutable parallel safe
return replace(t, '\', '\\')::bytea;
