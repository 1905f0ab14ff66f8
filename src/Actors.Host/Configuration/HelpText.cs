using System.Text;

namespace Actors.Host.Configuration;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string Write()
    {
        var text = new StringBuilder()
            .AppendLine("Actors keeps a live, exact and auditable account of attacks.")
            .AppendLine()
            .AppendLine("  (no command)  serve until stopped")
            .AppendLine("  verify        prove that every figure follows from the ledger; exit code 1 when one does not")
            .AppendLine("  migrate       bring the PostgreSQL schema up to date and end")
            .AppendLine()
            .AppendLine("Settings, as --name value, as the variable beside it, or in actors.json:")
            .AppendLine();
        foreach (var setting in Setting.All)
        {
            text.AppendLine($"  {$"--{setting.Name} {setting.Placeholder}",-32} {setting.Variable,-22} {setting.Meaning}");
        }

        return text.AppendLine().AppendLine("Exit codes: 0 all well, 1 differences found by verify, 2 cannot start (one line on stderr says why).").ToString();
    }
}
