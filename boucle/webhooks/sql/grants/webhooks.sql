-- Ordinary tables of the service: subscriptions, what they are owed, every attempt.
grant insert, update, delete on boucle.webhooks_subscription, boucle.webhooks_delivery to boucle_web;
grant insert, delete on boucle.webhooks_attempt to boucle_web;
