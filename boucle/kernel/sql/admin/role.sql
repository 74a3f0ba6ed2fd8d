alter role {} noinherit;
alter role {} set search_path = boucle, public;
alter role {} set timezone = 'UTC';
