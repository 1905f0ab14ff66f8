using System.CommandLine;

namespace Actors.Cli.Commands;

/// <summary><c>actors completion SHELL</c>: a script that has the shell ask <c>actors</c> itself what may come next.</summary>
internal static class CompletionCommand
{
    public static Command Create(Settings settings)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" }.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a script that completes commands and options, for example: source <(actors completion bash)") { shell };
        command.SetAction(async (parsed, cancellation) =>
        {
            await settings.Output.WriteLineAsync(ScriptOf(parsed.GetRequiredValue(shell)).AsMemory(), cancellation);
            return ExitCodes.Well;
        });
        return command;
    }

    private static string ScriptOf(string shell) => shell switch
    {
        "bash" => """
            _actors() {
              local IFS=$'\n'
              COMPREPLY=($(actors "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
            }
            complete -o default -F _actors actors
            """,
        "zsh" => """
            _actors() {
              local -a words=("${(@f)$(actors "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -- "${words[@]}"
            }
            compdef _actors actors
            """,
        "fish" => """
            complete --command actors --arguments '(actors "[suggest:"(commandline --cursor)"]" (commandline --current-process) 2>/dev/null)'
            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName actors -ScriptBlock {
              param($word, $line, $at)
              actors "[suggest:$at]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };
}
