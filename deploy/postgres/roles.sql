-- Runs once, when the database is made. Two roles: the owner makes and changes tables (motlan migrate),
-- the application works with what is in them. Passwords come from files and stand in no log and no process list.
\set ON_ERROR_STOP on
\set owner_password `cat /run/secrets/database_owner_password`
\set password `cat /run/secrets/database_password`

CREATE ROLE motlan_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE motlan LOGIN PASSWORD :'password';
CREATE DATABASE motlan OWNER motlan_owner;
REVOKE ALL ON DATABASE motlan FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE motlan TO motlan;

\connect motlan
ALTER SCHEMA public OWNER TO motlan_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO motlan;
-- A query that nobody waits for any more, and a transaction that was forgotten, end by themselves.
ALTER ROLE motlan SET idle_in_transaction_session_timeout = '5min';
