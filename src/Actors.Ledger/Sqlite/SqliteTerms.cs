namespace Actors.Ledger.Sqlite;

/// <summary>Terms in the database. Ids are handed out in the transaction that stores them, so they stay dense.</summary>
internal static class SqliteTerms
{
    /// <summary>The ids of these terms; those not stored yet get the next ids, in the order given.</summary>
    public static List<KeyValuePair<string, int>> Intern(SqliteSession session, IReadOnlyList<string> terms)
    {
        List<KeyValuePair<string, int>> interned = [];
        foreach (var term in terms)
        {
            if (session.Scalar("select id from term where text = $1", term) is not long id)
            {
                id = (long)session.Scalar("insert into term (id, text) values ((select coalesce(max(id), 0) + 1 from term), $1) returning id", term)!;
            }

            interned.Add(new(term, checked((int)id)));
        }

        return interned;
    }
}
