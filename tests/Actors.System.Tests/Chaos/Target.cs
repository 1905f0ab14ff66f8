namespace Actors.System.Tests.Chaos;

/// <summary>Where senders send: a host that may be away for a while. They wait here, and not for a time.</summary>
internal sealed class Target
{
    private readonly Lock gate = new();
    private TaskCompletionSource<HttpClient> up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The client of the host, once there is one.</summary>
    public Task<HttpClient> HttpAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return up.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The host answers here from now on.</summary>
    public void Up(HttpClient http)
    {
        lock (gate)
        {
            up.SetResult(http);
        }
    }

    /// <summary>Who asks from now on waits.</summary>
    public void Down()
    {
        lock (gate)
        {
            if (up.Task.IsCompleted)
            {
                up = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
