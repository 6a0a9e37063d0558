-- The newest changes of prices, without all that came before.
create index listing_price_by_time on listing_price (book_id, connection_id, seen_at)
