-- Whether a grant counts today (civil day of Paris; both days included, null = no bound).
create or replace function boucle.access_in_force(p_start date, p_end date) returns boolean
language sql stable parallel safe
return (p_start is null or p_start <= (now() at time zone 'Europe/Paris')::date)
   and (p_end is null or p_end >= (now() at time zone 'Europe/Paris')::date);
