/** The order survives a clock of the database that ran ahead and was set back. */
export const wishTime = `
-- The latest time that a wish was given, ms epoch. Who is behind it by more than a moment has been set back.
CREATE SEQUENCE connector.wish_time MINVALUE 0 START 0;
SELECT setval('connector.wish_time', coalesce(max(place_at), 0)) FROM connector.user_values;

-- The time of a wish that is asked for now. It goes on where the clock goes back by a second at most.
CREATE FUNCTION connector.wish_now(now bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  latest bigint := (SELECT last_value FROM connector.wish_time);
BEGIN
  IF now > latest THEN PERFORM setval('connector.wish_time', now); END IF;
  RETURN CASE WHEN latest - now BETWEEN 0 AND 1000 THEN latest ELSE now END;
END $$;
`;
