-- Deliveries to make now, at most %(each)s of a subscription, lent for two minutes: one whose worker
-- dies is due again then.
with picked as (
    select p.id from boucle.webhooks_subscription s
     cross join lateral (
           select d.id from boucle.webhooks_delivery d
            where d.subscription_id = s.id and d.state = 'waiting' and d.due_at <= now()
            order by d.due_at, d.id limit %(each)s for update of d skip locked) p
     where s.state = 'active' limit %(most)s
)
update boucle.webhooks_delivery d set due_at = now() + interval '2 minutes'
  from picked p, boucle.webhooks_subscription s
 where d.id = p.id and s.id = d.subscription_id
returning d.id, s.id as subscription, s.url, s.secret,
          case when s.former_until > now() then s.former_secret else '' end as former_secret,
          d.event, d.body, d.attempts
