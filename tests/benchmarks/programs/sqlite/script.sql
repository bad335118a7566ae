-- Tables, indices, joins, aggregates, text search, over data that a recursive query makes.
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, region INTEGER NOT NULL);
CREATE TABLE sale (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, day INTEGER NOT NULL, amount REAL NOT NULL);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
INSERT INTO customer SELECT i, printf('customer %05d', i * 7919 % 100000), i * 31 % 12 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24000)
INSERT INTO sale SELECT i, 1 + i * 2654435761 % 1500, i * 40503 % 365, (i * 7919 % 10007) / 100.0 FROM n;
COMMIT;
CREATE INDEX sale_customer ON sale (customer);
CREATE INDEX sale_day ON sale (day, amount);
SELECT count(*), round(sum(amount), 2) FROM sale;
SELECT region, count(*), round(avg(amount), 4) FROM sale JOIN customer ON customer.id = sale.customer GROUP BY region ORDER BY region;
SELECT name, round(sum(amount), 2) AS total FROM customer JOIN sale ON sale.customer = customer.id GROUP BY customer.id ORDER BY total DESC, name LIMIT 5;
SELECT day, max(amount) FROM sale WHERE day BETWEEN 100 AND 105 GROUP BY day;
UPDATE sale SET amount = amount * 1.1 WHERE day % 7 = 3;
DELETE FROM sale WHERE amount < 5;
SELECT count(*), round(sum(amount), 2) FROM sale;
SELECT count(*) FROM customer WHERE name LIKE '%77%' OR name GLOB '*[13]5*';
WITH ranked AS (SELECT customer, amount, row_number() OVER (PARTITION BY customer ORDER BY amount DESC, id) AS place FROM sale)
SELECT place, count(*), round(avg(amount), 3) FROM ranked WHERE place <= 4 GROUP BY place;
CREATE VIRTUAL TABLE note USING fts5(body);
INSERT INTO note SELECT name || CASE id % 3 WHEN 0 THEN ' pays late' WHEN 1 THEN ' pays early' ELSE ' returns goods' END FROM customer;
SELECT count(*) FROM note WHERE note MATCH 'pays NOT late';
SELECT upper(hex(substr(group_concat(name, ','), 1, 24))), length(group_concat(name, ',')) FROM customer;
PRAGMA integrity_check;
