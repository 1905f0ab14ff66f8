using System.Globalization;
using System.Net;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Notifications.Streams;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

// A client of the cluster: it calls the grains themselves and follows the notifications, without HTTP between.
// dotnet run --project src/Actors.ClusterSample -- 127.0.0.1:30000 [COUNT]
if (args is not [var address, .. var rest] || !IPEndPoint.TryParse(address, out var silo) || rest.Length > 1)
{
    await Console.Error.WriteLineAsync("Give the cluster port of a silo, for example 127.0.0.1:30000, and optionally after how many notifications to end.");
    return 2;
}

var count = rest is [var number] ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) : int.MaxValue;
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.UseOrleansClient(client =>
{
    client.UseStaticClustering(silo);
    client.AddNotificationStreams();

    // The names every silo of Actors goes by.
    client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("actors", "actors"));
});
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IClusterClient>();

// 1. Report: the receipt comes when it is durable; sending it again changes nothing.
var report = new IncidentReport
{
    Id = "cluster-sample:1",
    Source = "iraqi-security-sources",
    PublishedAt = new DateTimeOffset(2023, 11, 9, 20, 0, 0, TimeSpan.Zero),
    Incident = "cluster-sample-1",
    Occurred = new Occurrence(new DateOnly(2023, 11, 9), new DateOnly(2023, 11, 9), DayPrecision.Day, Zone: null),
    Place = new Place { Base = "ain-al-asad" },
    Type = "air-drone-strike",
    Targets = ["us-forces"],
    Outcome = Outcome.Intercepted,
};
var receipts = await grains.GetGrain<IIntakeGrain>(0).SubmitAsync(new Submission("cluster-sample", Analyst: false, [ReportWriter.WriteCanonical(report)]));
Console.WriteLine($"{receipts[0].Report} {receipts[0].Status.ToString().ToLowerInvariant()} at {receipts[0].Positions}");

// 2. Ask a grain for its state. The receipt's positions make it catch up to what was just reported.
var tally = await grains.GetGrain<IBaseGrain>(SubjectId.Base("ain-al-asad").Key).TallyAsync(new TallyQuery { MinPositions = receipts[0].Positions });
Console.WriteLine($"base:ain-al-asad {tally.Incidents.Best} incidents at {tally.Positions}");

// 3. Follow the notifications from the first on: in order, each once, whatever happens to silos and connections meanwhile. It is an Orleans
// stream (client.GetNotificationStream() with SubscribeAsync(observer, token)); the subscription around it survives what Orleans' own does not.
var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
await using (await NotificationSubscription.StartAsync(grains, after: 0, NotificationFilter.All, Show))
{
    await enough.Task.WaitAsync(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

await host.StopAsync();
return 0;

Task Show(NotificationItem notification)
{
    if (notification.Position <= count)
    {
        Console.WriteLine($"{notification.Position} {notification.Kind} {notification.Subject}");
    }

    if (notification.Position >= count)
    {
        enough.TrySetResult();
    }

    return Task.CompletedTask;
}
