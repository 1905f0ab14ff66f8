using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Actors.Abstractions.Notifications;

namespace Actors.Gateway.Tests.Notifications;

/// <summary>A cluster that has nothing but notifications: enough for what reads them.</summary>
public class FakeCluster : DispatchProxy
{
    private FakeReader reader = null!;

    /// <summary>The factory a gateway asks for its reader.</summary>
    public static IGrainFactory Over(FakeReader reader)
    {
        var factory = Create<IGrainFactory, FakeCluster>();
        ((FakeCluster)(object)factory).reader = reader;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.IsGenericMethod && targetMethod.GetGenericArguments()[0] == typeof(INotificationReaderGrain)
            ? reader
            : throw new NotSupportedException($"The test's cluster has no {targetMethod}.");
}

/// <summary>Notifications in memory.</summary>
public sealed class FakeReader : INotificationReaderGrain
{
    private readonly List<NotificationItem> items = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Thrown by the next waiting reads, once each, as a silo that dies would.</summary>
    public Queue<Exception> Faults { get; } = new();

    public void Say(string subject, string kind = "level-raised", int padding = 0)
    {
        lock (items)
        {
            var position = items.Count + 1;
            var json = $$"""{"position":{{position}},"kind":"{{kind}}","subject":"{{subject}}","text":"{{new string('x', padding)}}"}""";
            items.Add(new NotificationItem(position, subject, kind, Encoding.UTF8.GetBytes(json)));
            more.SetResult();
            more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task<NotificationPage> ReadAsync(long after, int limit, NotificationFilter filter)
    {
        lock (items)
        {
            var found = items.Where(i => i.Position > after && (filter.Subject is null || filter.Subject == i.Subject) && (filter.Kind is null || filter.Kind == i.Kind)).Take(limit).ToArray();
            return Task.FromResult(new NotificationPage(after, found.Length == limit ? found[^1].Position : Math.Max(after, items.Count), items.Count, found));
        }
    }

    public async Task<NotificationPage> WaitAsync(long after, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        Task signal;
        lock (items)
        {
            if (Faults.TryDequeue(out var fault))
            {
                throw fault;
            }

            signal = items.Count > after ? Task.CompletedTask : more.Task;
        }

        await signal.WaitAsync(cancellationToken);
        return await ReadAsync(after, limit, NotificationFilter.All);
    }

    public Task<long> HeadAsync()
    {
        lock (items)
        {
            return Task.FromResult((long)items.Count);
        }
    }

    public async IAsyncEnumerable<NotificationItem> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in (await WaitAsync(after, 1_000, TimeSpan.Zero, cancellationToken)).Items)
        {
            yield return item;
        }
    }

    public Task<ReadOnlyMemory<byte>?> DecisionAtAsync(string subject, DateTimeOffset at) => Task.FromResult<ReadOnlyMemory<byte>?>(null);
}
