using System.Collections;
using Microsoft.Extensions.Configuration;
using Tracker.Core.Monitoring;
using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class DaemonConfigurationTests
{
    [Theory]
    [InlineData("StalFloor", "1s", "Tracker:StalFloor is no key of the configuration (did you mean StallFloor?)")]
    [InlineData("Limits:NameByte", "1", "Tracker:Limits:NameByte is no key of the configuration (did you mean NameBytes?)")]
    [InlineData("Nonsense", "1", "Tracker:Nonsense is no key of the configuration: correct or remove it.")]
    [InlineData("Slots", "x", "the configuration does not fit: Failed to convert configuration value 'x' at 'Tracker:Slots'")]
    [InlineData("StallFloor", "soon", "the configuration does not fit: Failed to convert configuration value 'soon' at 'Tracker:StallFloor'")]
    [InlineData("Slots", "0", "Slots is 0: give 1 to 1024.")]
    [InlineData("StallFloor", "10ms", "StallFloor is ")]
    [InlineData("Limits:NameBytes", "3", "Limits: The field NameBytes must be between 16 and 4096.")]
    [InlineData("Runs:IdleFor", "0:0:0", "Runs: The field IdleFor must be between 00:00:01 and 1.00:00:00.")]
    [InlineData("Http", "0.0.0.0:7070", "--http 0.0.0.0:7070 can be reached by other machines, and there is no TLS: name a certificate (--tls-cert, --tls-key)")]
    [InlineData("Grpc", "192.168.1.5:7071", "--grpc 192.168.1.5:7071 can be reached by other machines")]
    [InlineData("Grpc", "[::]:7071", "--grpc [::]:7071 can be reached by other machines")]
    [InlineData("Http", "example.org:7070", "--http example.org:7070 names no IP address")]
    [InlineData("Http", "7070", "--http 7070 is no address")]
    [InlineData("DataDir", "", "Tracker:DataDir is empty")]
    [InlineData("Slots", null, "Tracker:Slots has no value")]
    [InlineData("MaxStoreBytes", "1000", "MaxStoreBytes is 1000")]
    [InlineData("Detectors:stuck-loss:ChanceShare", "2", "Detectors:stuck-loss:ChanceShare is 2: give 0.8 to 0.99.")]
    [InlineData("Detectors:stuck-loss:Chance", "0.9", "Detectors:stuck-loss:Chance is no option: there are Enabled, ChanceShare")]
    [InlineData("Detectors:nonsense:Enabled", "false", "Detectors:nonsense names no detector: there are non-finite, ")]
    [InlineData("Http", "127.0.0.1:70700", "--http 127.0.0.1:70700 is no address")]
    public void Read_WhatCannotBe_IsRefusedByName(string key, string? value, string sentence)
    {
        var fault = Assert.Throws<StartupException>(() => Read((key, value)));

        Assert.StartsWith(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, fault.ExitCode);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Read_DetectorOptions_AreWhatRunsAreJudgedWith()
    {
        var options = Read(("Detectors:stuck-loss:ChanceShare", "0.9"), ("Detectors:converged:Enabled", "false"));

        Assert.Equal("0.9", options.Monitor.Detectors["stuck-loss"]["ChanceShare"]);
        Assert.NotEqual(RunMonitor.JudgeVersion(Read().Monitor), RunMonitor.JudgeVersion(options.Monitor));
    }

    [Theory]
    [InlineData(107)]
    [InlineData(108)]
    public void Read_SocketPath_Takes107Bytes(int bytes)
    {
        var path = "/" + new string('x', bytes - 1);

        if (bytes <= 107) Assert.Equal(path, Read(("Socket", path)).SocketPath);
        else Assert.Contains($"has {bytes} bytes, 107 is the most", Assert.Throws<StartupException>(() => Read(("Socket", path))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.8.8.8:7070")]
    [InlineData("[::1]:7070")]
    [InlineData("localhost:7070")]
    public void Read_Loopback_IsTaken(string address) => Assert.Equal(address, Read(("Http", address)).Http);

    [Fact]
    public void FromEnvironment_OnlyTrackersOwn_BecomesKeys()
    {
        var settings = DaemonConfiguration.FromEnvironment(new Hashtable
        {
            ["TRACKER__STALLFLOOR"] = "5s",
            ["TRACKER__Limits__NameBytes"] = "100",
            ["TRACKER_SERVER"] = "x",
            ["HOME"] = "/root",
        });

        var options = DaemonConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.Equal(2, settings.Count);
        Assert.Equal(TimeSpan.FromSeconds(5), options.StallFloor.Value);
        Assert.Equal(100, options.Limits.NameBytes);
    }

    [Fact]
    public void AddSources_LaterSources_Win()
    {
        var folder = Directory.CreateTempSubdirectory("tracker-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.json"), """{"Tracker":{"Slots":3,"MaxStreams":5}}""");
            File.WriteAllText(Path.Combine(folder.FullName, "b.json"), """{"Tracker":{"Slots":4}}""");
            var configuration = new ConfigurationBuilder();

            DaemonConfiguration.AddSources(configuration, new() { ["Tracker:MaxStreams"] = "6" }, folder.FullName);

            var options = DaemonConfiguration.Read(configuration.Build());
            Assert.Equal(4, options.Slots);
            Assert.Equal(6, options.MaxStreams);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1]")]
    public void AddSources_BrokenFile_IsNamed(string json)
    {
        var folder = Directory.CreateTempSubdirectory("tracker-");
        try
        {
            var file = Path.Combine(folder.FullName, "broken.json");
            File.WriteAllText(file, json);

            var fault = Assert.Throws<StartupException>(() => DaemonConfiguration.AddSources(new ConfigurationManager(), [], folder.FullName));

            Assert.Equal(2, fault.ExitCode);
            Assert.Contains(file, fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', fault.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static DaemonOptions Read(params (string Key, string? Value)[] settings) => DaemonConfiguration.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => $"Tracker:{pair.Key}", pair => pair.Value)).Build());
}
