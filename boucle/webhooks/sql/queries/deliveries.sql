-- Deliveries of one subscription, the newest first, each with its last attempt.
select d.id, d.public_id, d.event, d.type, d.state, d.attempts, d.created_at, d.due_at, d.ended_at,
       a.status, coalesce(a.error, '') as error
  from boucle.webhooks_delivery d
  join boucle.webhooks_subscription s on s.id = d.subscription_id
  left join lateral (select t.status, t.error from boucle.webhooks_attempt t
                      where t.delivery_id = d.id order by t.id desc limit 1) a on true
 where s.public_id = %(hook)s and d.id < %(before_id)s
   and (%(state)s = '' or d.state = %(state)s)
 order by d.id desc limit %(limit)s
