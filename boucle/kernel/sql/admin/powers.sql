-- Only a superuser may say this; a role made by anybody else has none of these from the start.
alter role {} nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
