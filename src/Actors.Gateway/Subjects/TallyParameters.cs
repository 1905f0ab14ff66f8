using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Gateway.Problems;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Subjects;

/// <summary>The parameters of a tally, shared with lists of the incidents it counts.</summary>
internal static class TallyParameters
{
    public static string[] Names { get; } =
        ["from", "to", "by", "role", "type", "outcome", "perpetrator", "target", "figures", "asOf", "positions", "minPositions"];

    public static TallyQuery Read(QueryReader query, SubjectId? subject, ICatalogue catalogue, DateTimeOffset now)
    {
        var role = query.OneOf("role", "perpetrator", "target");
        if (role is not null && subject?.Kind != SubjectKind.Group)
        {
            throw new ApiProblemException(ApiProblem.Parameter("role", "only groups have roles; ask for perpetrator= or target= instead."));
        }

        var from = query.Day("from");
        var to = query.Day("to");
        if (from > to)
        {
            throw new ApiProblemException(ApiProblem.Parameter("to", $"{to:yyyy-MM-dd} is before from ({from:yyyy-MM-dd})."));
        }

        var asOf = query.Instant("asOf");
        if (asOf > now)
        {
            throw new ApiProblemException(ApiProblem.Parameter("asOf", "lies in the future; what will be known then is not known yet."));
        }

        var positions = query.PositionVector("positions");
        if (asOf is not null && positions is not null)
        {
            throw new ApiProblemException(ApiProblem.Parameter("positions", "given together with asOf; give one of them."));
        }

        return new TallyQuery
        {
            From = from,
            To = to,
            By = query.OneOf("by", "day", "week", "month", "type", "outcome", "perpetrator", "target", "place"),
            Role = role,
            Type = query.Text("type"),
            Outcome = query.OneOf("outcome", "hit", "intercepted", "failed", "unknown"),
            Perpetrator = query.Group("perpetrator", catalogue),
            Target = query.Group("target", catalogue),
            Figures = query.OneOf("figures", "all", "party"),
            Positions = positions,
            MinPositions = query.PositionVector("minPositions"),
            AsOf = asOf,
        };
    }

    /// <summary>Path and query of the list of exactly the incidents a tally counts.</summary>
    public static string IncidentsLink(string subject, TallyQuery query, string positions)
    {
        var link = new System.Text.StringBuilder("/v1/incidents?subject=").Append(Uri.EscapeDataString(subject));
        Add("from", query.From?.ToString("yyyy-MM-dd"));
        Add("to", query.To?.ToString("yyyy-MM-dd"));
        Add("role", query.Role);
        Add("type", query.Type);
        Add("outcome", query.Outcome);
        Add("perpetrator", query.Perpetrator);
        Add("target", query.Target);
        Add("positions", positions);
        return link.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                link.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
