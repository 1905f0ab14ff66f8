using Actors.Ledger.PostgreSql;
using Npgsql;

namespace Actors.Ledger.Tests.PostgreSql;

/// <summary>What the errors of a server in trouble mean to a caller of the ledger.</summary>
public sealed class PostgreSqlFaultsTests
{
    [Theory]
    [InlineData("FATAL", "XX000", false)] // Refuses a connection for want of room: "could not write init file".
    [InlineData("PANIC", "XX000", false)]
    [InlineData("ERROR", "53100", true)]
    [InlineData("ERROR", "58030", false)]
    [InlineData("FATAL", "57P03", false)]
    public void Fault_PassesByItself_WhenTheServerIsInTrouble(string severity, string state, bool isFull)
    {
        var translated = Assert.IsType<LedgerUnavailableException>(PostgreSqlFaults.Translate(Fault(severity, state)));
        Assert.Equal(isFull, translated.IsFull);
    }

    [Theory]
    [InlineData("FATAL", "28P01")]
    [InlineData("FATAL", "3D000")]
    [InlineData("ERROR", "42501")]
    public void Fault_IsOfConfiguration_WhenTheServerDoesNotKnowUs(string severity, string state) =>
        Assert.IsType<LedgerConfigurationException>(PostgreSqlFaults.Translate(Fault(severity, state)));

    [Fact]
    public void Fault_IsADefect_WhenAStatementFailsInside()
    {
        var fault = Fault("ERROR", "XX000");
        Assert.Same(fault, PostgreSqlFaults.Translate(fault));
        Assert.True(PostgreSqlFaults.IsAnswer(fault));
    }

    [Fact]
    public void Outcome_IsNotKnown_WhenTheServerGaveTheConnectionUp() => Assert.False(PostgreSqlFaults.IsAnswer(Fault("FATAL", "XX000")));

    private static PostgresException Fault(string severity, string state) => new("told by the test", severity, severity, state);
}
