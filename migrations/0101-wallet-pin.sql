-- Link and digits of an offer follow from its id under the installation's key: nothing of the digits is kept, hashed or not.
alter table wallet_offer drop column pin_hash;
