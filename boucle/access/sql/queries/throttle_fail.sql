insert into boucle.access_throttle as t (key, fails, last_at, until)
select k.key, 1, %(now)s, null from unnest(%(keys)s::text[]) as k(key)
on conflict (key) do update set
    fails = case when t.last_at < excluded.last_at - make_interval(hours => %(hours)s) then 1
                 else t.fails + 1 end,
    last_at = excluded.last_at,
    until = (select case when t.fails + 1 >= c.free
                         then excluded.last_at + make_interval(secs => least(c.longest,
                              5 * power(2, least(t.fails + 1 - c.free, 20)))) end
               from unnest(%(keys)s::text[], %(free)s::int[], %(longest)s::int[])
                    as c(key, free, longest)
              where c.key = t.key)
returning key, until
